import { SimulatorError } from '../failures.js';
import {
  activeParticipant,
  type Draft,
  type SimulatedConversation,
  type SimulatedMessage,
} from '../platform/conversation-state.js';
import type { Platform } from '../platform/platform.js';
import type { ClickableElement } from './clickables.js';
import type { SayOptions, SentFile, StartOptions } from './consumer-options.js';

/** Starts a conversation of a consumer. @throws {SimulatorError} The account has skills, but not this one. */
export function startConversation(
  platform: Platform,
  consumerId: string,
  { skillId = '-1', lang = 'en-US', context, campaignInfo }: StartOptions,
): SimulatedConversation {
  if (!platform.hasSkill(skillId)) {
    const known = platform.skillIds.join(', ');
    throw new SimulatorError(`The account has no skill ${skillId}. It has: ${known}`, 'MISUSE');
  }
  return platform.conversations.create(consumerId, {
    brandId: platform.accountId,
    skillId,
    context: { type: 'SharkContext', lang, ...context },
    ...(campaignInfo && { campaignInfo }),
  });
}

/** Publishes an event of the conversation's consumer in the current dialog. @returns The event's sequence. */
export function publishAsConsumer(
  platform: Platform,
  conversation: SimulatedConversation,
  event: SimulatedMessage['event'],
  { metadata, encodedMetadata }: SayOptions = {},
): number {
  if (conversation.stage === 'CLOSE') throw new SimulatorError('The conversation is closed', 'MISUSE');
  const { current: dialog, consumerId } = conversation;
  const from = activeParticipant(dialog, consumerId);
  if (!from) throw new SimulatorError('The consumer is no participant of this dialog', 'MISUSE');
  const draft: Draft = {
    event,
    ...(metadata && { metadata }),
    ...(encodedMetadata !== undefined && { encodedMetadata }),
  };
  return platform.conversations.publish(conversation, dialog, from, draft);
}

/** A text as an event. */
export function textEvent(message: string): SimulatedMessage['event'] {
  return { type: 'ContentEvent', message, contentType: 'text/plain' };
}

/** Stores a file on the platform. @returns The event that sends it. */
export function fileEvent(
  platform: Platform,
  { content = Buffer.from('simulated'), fileType = 'PNG', caption = '' }: SentFile,
): SimulatedMessage['event'] & { readonly message: Readonly<Record<'caption' | 'relativePath' | 'fileType', string>> } {
  const relativePath = platform.files.newPath(fileType);
  platform.files.put(relativePath, Buffer.from(content));
  return {
    type: 'ContentEvent',
    contentType: 'hosted/file',
    message: { caption, relativePath, fileType: fileType.toUpperCase() },
  };
}

/** Clicks an element of the message with this sequence, and says the element's texts. */
export function clickAsConsumer(
  platform: Platform,
  conversation: SimulatedConversation,
  { sequence, clickable }: { readonly sequence: number; readonly clickable: ClickableElement },
): void {
  const metadata = clickable.metadata.length > 0 ? { metadata: clickable.metadata } : {};
  const click = { type: 'AcceptStatusEvent', status: 'ACTION', sequenceList: [sequence] };
  publishAsConsumer(platform, conversation, click, metadata);
  for (const text of clickable.texts) publishAsConsumer(platform, conversation, textEvent(text), metadata);
}

/** The consumer closes the current dialog: the main dialog, after which a survey may follow, or the survey. */
export function closeAsConsumer(platform: Platform, conversation: SimulatedConversation): void {
  if (conversation.stage === 'CLOSE') throw new SimulatorError('The conversation is closed', 'MISUSE');
  const { current } = conversation;
  platform.conversations.update(conversation, () => {
    platform.conversations.closeDialog(conversation, current, 'CONSUMER');
  });
}
