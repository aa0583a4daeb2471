import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import { appleMetadata } from './apple-metadata.js';
import { anything, idOrNumber, open, text } from './schemas.js';

const socialEvent = lazy(() =>
  z.discriminatedUnion('source', [
    z.object({
      source: z.literal('Facebook'),
      type: open([
        'DirectMessage',
        'Post',
        'CommentToComment',
        'CommentToPost',
        'PrivateReplyToComment',
        'PrivateReplyToPost',
        'ConsumerAction',
        'CC',
        'CP',
      ]),
      parent: z
        .object({
          attachmentUrl: text(2048).optional(),
          pageName: text(64).optional(),
          postId: text(64).optional(),
          postText: text(128).optional(),
          timestamp: idOrNumber().optional(),
        })
        .optional(),
    }),
    z.object({
      source: z.literal('Twitter'),
      type: open(['DirectMessage', 'Tweet', 'Reply', 'Retweet', 'ConsumerAction']),
      parent: z
        .object({
          attachmentUrl: text(2048).optional(),
          accountName: text(64).optional(),
          accountId: text(64).optional(),
          tweetId: text(32).optional(),
          tweetText: text(128).optional(),
          timestamp: idOrNumber().optional(),
        })
        .optional(),
    }),
    z.object({ source: z.literal('Instagram') }),
  ]),
);

const socialChannel = lazy(() => z.enum(['Public', 'Private']));

const socialEventData = lazy(() =>
  z.object({
    type: z.literal('SocialMessagingEventData'),
    event: socialEvent(),
    channel: socialChannel(),
    replyToId: text(256).optional(),
    actions: z
      .array(
        z.object({
          name: open(
            ['Like', 'Delete', 'Block', 'Ban', 'Hide', 'Report', 'ConsumerMention', 'replyFromAccountId'],
            text(64),
          ),
          payload: text(5000).optional(),
        }),
      )
      .max(50)
      .optional(),
    conversationState: z
      .object({
        currentChannel: socialChannel(),
        dmChatId: text(64).optional(),
        enabledChannels: z.object({ private: z.boolean().optional(), public: z.boolean().optional() }).optional(),
      })
      .optional(),
  }),
);

const socialConversationData = lazy(() =>
  z.object({
    type: z.literal('SocialMessagingConversationData'),
    directMessagingId: text(256),
    userProfile: z.discriminatedUnion('source', [
      z.object({
        source: z.literal('Facebook'),
        avatarUrl: z.string(),
        userName: text(64),
        psid: text(32).optional(),
        gender: text(16).optional(),
        locale: text(8).optional(),
        timezone: text(16).optional(),
        profileUrl: z.string().optional(),
      }),
      z.object({
        source: z.literal('Twitter'),
        avatarUrl: z.string(),
        profileName: text(64),
        handle: text(32).optional(),
        dateJoined: text(16).optional(),
        description: text(256).optional(),
        tweets: idOrNumber().optional(),
        likes: idOrNumber().optional(),
        followers: idOrNumber().optional(),
        following: idOrNumber().optional(),
      }),
    ]),
  }),
);

const authenticationRequest = lazy(() =>
  z.object({
    type: z.literal('ConnectorAuthenticationRequest'),
    requestIdentifier: text(64).optional(),
    apple: z
      .object({
        oauth2: z.object({
          responseType: z.string().optional(),
          scope: z.array(z.string()).max(16).optional(),
          state: z.string().optional(),
          clientSecret: z.string().optional(),
          responseEncryptionKey: z.string().optional(),
        }),
      })
      .optional(),
  }),
);

const authenticationResponse = lazy(() =>
  z.object({
    type: z.literal('ConnectorAuthenticationResponse'),
    Status: z.boolean().optional(),
    /** On success only. */
    token: z.string().optional(),
    /** On failure only. */
    errors: z.array(z.unknown()).optional(),
  }),
);

const paymentRequest = lazy(() =>
  z.object({
    type: z.literal('ConnectorPaymentRequest'),
    signature: text(1024).optional(),
    apple: z
      .object({
        data: z.object({
          version: z.string().optional(),
          payment: z
            .object({
              paymentRequest: anything().optional(),
              endpoints: anything().optional(),
              merchantSession: anything().optional(),
            })
            .optional(),
          requestIdentifier: z.string().optional(),
        }),
      })
      .optional(),
  }),
);

const paymentResponse = lazy(() =>
  z.object({
    type: z.literal('ConnectorPaymentResponse'),
    Status: z.boolean().optional(),
    requestIdentifier: z.string().optional(),
  }),
);

const whatsAppProduct = lazy(() =>
  z.object({
    type: z.literal('WhatsAppSingleProduct'),
    catalogId: text(25),
    productRetailerId: text(50),
  }),
);

const whatsAppProducts = lazy(() =>
  z.object({
    type: z.literal('WhatsAppMultipleProduct'),
    catalogId: text(25),
    sections: z
      .array(z.object({ title: text(24), productIds: z.array(z.string()).min(1).max(30) }))
      .min(1)
      .max(10),
  }),
);

const replyContext = lazy(() =>
  z.object({
    type: z.literal('MessageReplyContext'),
    whatsappExternalId: z.string().optional(),
    whatsappReplyToExternalId: z.string().optional(),
    whatsappReplyToMessageId: z.string().optional(),
    whatsAppProductQuestion: z.object({ catalogId: z.string(), productRetailerId: z.string() }).optional(),
  }),
);

const whatsAppOrder = lazy(() =>
  z.object({
    type: z.literal('WhatsAppOrder'),
    catalogId: z.string(),
    products: z.array(
      z.object({
        productRetailerId: z.string(),
        quantity: idOrNumber().optional(),
        price: idOrNumber().optional(),
        currencyType: z.string().optional(),
      }),
    ),
  }),
);

/** Schemas of the metadata of social networks, Apple Messages for Business and WhatsApp: docs/protocol.md#2.6. */
export const channelMetadata = lazy(
  () =>
    [
      socialEventData(),
      socialConversationData(),
      authenticationRequest(),
      authenticationResponse(),
      paymentRequest(),
      paymentResponse(),
      ...appleMetadata(),
      whatsAppProduct(),
      whatsAppProducts(),
      replyContext(),
      whatsAppOrder(),
    ] as const,
);
