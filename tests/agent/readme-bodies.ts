import type { QuickReplies, RichContent } from '../../src/index.js';

/** As the README of node-agent-sdk shows them. */
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

/** The card of the same README. */
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
