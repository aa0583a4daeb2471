import type { BodyOf, Metadata, QuickReplies, RequestName, RichContent } from '../../src/protocol/registry.js';

/** Quick replies as the README of node-agent-sdk 1.4 shows them. */
export const quickReplies: QuickReplies = {
  type: 'quickReplies',
  itemsPerRow: 8,
  replies: [
    {
      type: 'button',
      tooltip: 'Yes!',
      title: 'Yes',
      click: { actions: [{ type: 'publishText', text: 'yep' }], metadata: [{ type: 'ExternalId', id: 'Yes-1234' }] },
    },
    {
      type: 'button',
      tooltip: 'No!',
      title: 'No!',
      click: { actions: [{ type: 'publishText', text: 'No!' }], metadata: [{ type: 'ExternalId', id: 'No-4321' }] },
    },
  ],
};

/** The rich content card of that README. */
export const richContent: RichContent = {
  type: 'vertical',
  elements: [
    {
      type: 'image',
      url: 'http://cdn.mos.cms.futurecdn.net/vkrEdZXgwP2vFa6AEQLF7f-480-80.jpg?quality=98&strip=all',
      tooltip: 'image tooltip',
      click: { actions: [{ type: 'navigate', name: 'Navigate to store via image', lo: -73.9985259, la: 40.7562724 }] },
    },
    { type: 'text', text: 'Product Name', tooltip: 'text tooltip', style: { bold: true, size: 'large' } },
    { type: 'text', text: 'Product description', tooltip: 'text tooltip' },
    {
      type: 'button',
      tooltip: 'button tooltip',
      title: 'Add to cart',
      click: { actions: [{ type: 'link', name: 'Add to cart', uri: 'http://www.google.com' }] },
    },
  ],
};

type Bodies = { readonly [Name in RequestName]?: readonly BodyOf<Name>[] };

/** The bodies that the README of node-agent-sdk 1.4 shows: each must compile and be accepted. */
export const readmeBodies: Bodies = {
  subscribeExConversations: [
    { convState: ['OPEN'] },
    { convState: ['OPEN'], agentIds: ['own-pid'] },
    { convState: ['OPEN'], agentIds: [undefined] },
  ],
  subscribeAgentsState: [{}],
  subscribeRoutingTasks: [{}],
  subscribeMessagingEvents: [{ dialogId: 'some conversation id' }],
  setAgentState: [{ availability: 'ONLINE' }, { availability: 'OCCUPIED' }, { availability: 'AWAY' }],
  getClock: [{}, undefined],
  getUserProfile: ['u-9', { userId: 'u-9' }, {}, undefined],
  updateRingState: [{ ringId: 'someRingId', ringState: 'ACCEPTED' }],
  updateConversationField: [
    { conversationId: 'c-1', conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }] },
    { conversationId: 'c-1', conversationField: [{ field: 'ConversationStateField', conversationState: 'CLOSE' }] },
    {
      conversationId: 'c-1',
      conversationField: [{ field: 'DialogChange', type: 'UPDATE', dialog: { dialogId: 'c-1', state: 'CLOSE' } }],
    },
    { conversationId: 'c-1', conversationField: [{ field: 'Skill', type: 'UPDATE', skill: '9' }] },
    {
      conversationId: 'c-1',
      conversationField: [
        { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
        { field: 'Skill', type: 'UPDATE', skill: '9' },
      ],
    },
    {
      conversationId: 'c-1',
      conversationField: [
        { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
        { field: 'ParticipantsChange', type: 'SUGGEST', userId: '<suggested agent id>', role: 'ASSIGNED_AGENT' },
        { field: 'Skill', type: 'UPDATE', skill: '9' },
      ],
    },
  ],
  agentRequestConversation: [
    {
      channelType: 'MESSAGING',
      consumerId: '2dbd909d5b67f986bdf8ec70c883d649baaa532d10207e1e626b47596e88e99a',
      conversationContext: { type: 'ProactiveContext', originConversationId: '2e449edb-0da6-4d06-a971-6af27434eb45' },
    },
  ],
  generateURLForDownloadFile: [{ relativePath: '<path>' }],
  generateURLForUploadFile: [
    { fileSize: 5020, fileType: 'JPEG' },
    { fileSize: '5020', fileType: 'jpeg' },
  ],
  publishEvent: [
    { dialogId: 'MY_DIALOG_ID', event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello world!' } },
    {
      dialogId: 'MY_DIALOG_ID',
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello private message!' },
      messageAudience: 'AGENTS_AND_MANAGERS',
    },
    { dialogId: 'MY_DIALOG_ID', event: { type: 'ChatStateEvent', chatState: 'COMPOSING' } },
    { dialogId: 'MY_DIALOG_ID', event: { type: 'ChatStateEvent', chatState: 'ACTIVE' } },
    {
      dialogId: '<the id of the dialog>',
      event: {
        type: 'ContentEvent',
        contentType: 'hosted/file',
        message: {
          caption: '<some test here>',
          relativePath: '<relative path got from the generateUrlForUploadFile>',
          fileType: '<the file type>',
        },
      },
    },
    {
      dialogId: 'MY_DIALOG_ID',
      event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello world!', quickReplies },
    },
    { dialogId: 'MY_DIALOG_ID', event: { type: 'RichContentEvent', content: richContent } },
    { dialogId: 'MY_DIALOG_ID', event: { type: 'RichContentEvent', content: richContent, quickReplies } },
  ],
};

/** The metadata that the README passes beside a body. */
export const readmeMetadata: Metadata[] = [{ type: 'ExternalId', id: 'MY_CARD_ID' }];
