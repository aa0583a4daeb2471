import type {
  BusinessChatCustomMessage,
  BusinessChatMessage,
  BusinessEvent,
  BusinessFormEvent,
} from './apple-types.js';
import type { Open } from './schemas.js';

// Handwritten instead of inferred from the schema, so that the declarations of messages do not depend on zod. The
// compiler reports a difference between the two.

/** Additional information for reports, bots and connectors, tagged by `type`. UMS may deliver types that are not listed here. */
export type Metadata =
  | { type: 'ExternalId'; id: string }
  | {
      type: 'ActionReason';
      reason: Open<'escalated_by_user' | 'escalated_by_bot' | 'escalated_by_configuration' | 'escalated_by_error'>;
      reasonId?: string | undefined;
    }
  | {
      type: 'BotResponse';
      externalConversationId?: string | undefined;
      businessCases?: string[] | undefined;
      intents?:
        | {
            id: string;
            confidenceScore: number;
            name?: string | undefined;
            confidence?: number | Open<'low' | 'medium' | 'high'> | undefined;
            intentMatchType?: string | undefined;
            intentMatchEventType?: string | undefined;
          }[]
        | undefined;
      bot?:
        | {
            botId: string;
            botProvider?: string | undefined;
            botProviderType?: Open<'1P' | '3P_LP_CONNECTOR' | '3P_EXTERNAL_CONNECTOR'> | undefined;
            botType?: string | undefined;
            botLanguage?: string | undefined;
            botLastUpdateTimestamp?: number | undefined;
          }
        | undefined;
      consumerUtteranceSequenceNumbers?: number[] | undefined;
      consumerId?: string | undefined;
      kBSourceId?: string | undefined;
      botInteractionId?: string | undefined;
      intentMatched?: boolean | undefined;
    }
  | {
      type: 'EscalationSummary';
      escalationCause?:
        | Open<'escalated_by_user' | 'escalated_by_bot' | 'escalated_by_configuration' | 'escalated_by_error'>
        | undefined;
      businessCases?: { id: string; time?: number | undefined }[] | undefined;
      conversationDuration?: number | undefined;
      escalatedDuringBusinessCase?: string | undefined;
    }
  | { type: 'IBMWatsonInfo'; referred_visitor_message_sequences: unknown[] }
  | { type: 'AutoMessage'; messageType: string; faasInvoked?: boolean | undefined; iteration?: number | undefined }
  | {
      type: 'CbBotResponseMetaData';
      botMsgId: string;
      botInteractionId?: string | undefined;
      botInteractionName?: string | undefined;
      botId?: string | undefined;
      botType?: string | undefined;
      botProvider?: string | undefined;
      intentId?: string | undefined;
      intentName?: string | undefined;
      matchType?: string | undefined;
      domainName?: string | undefined;
      domainType?: string | undefined;
    }
  | { type: 'Survey'; id: string | number; revision?: string | number | undefined; provider?: string | undefined }
  | {
      type: 'Question';
      id: string | number;
      surveyId?: string | number | undefined;
      provider?: string | undefined;
      replies?: string[] | undefined;
    }
  | {
      type: 'Answer';
      id: string | number;
      surveyId?: string | number | undefined;
      questionId?: string | number | undefined;
      provider?: string | undefined;
    }
  | {
      type: 'InvalidAnswer';
      questionId: string | number;
      surveyId?: string | number | undefined;
      provider?: string | undefined;
    }
  | {
      type: 'SocialMessagingEventData';
      event:
        | {
            source: 'Facebook';
            type: Open<
              | 'DirectMessage'
              | 'Post'
              | 'CommentToComment'
              | 'CommentToPost'
              | 'PrivateReplyToComment'
              | 'PrivateReplyToPost'
              | 'ConsumerAction'
              | 'CC'
              | 'CP'
            >;
            parent?:
              | {
                  attachmentUrl?: string | undefined;
                  pageName?: string | undefined;
                  postId?: string | undefined;
                  postText?: string | undefined;
                  timestamp?: string | number | undefined;
                }
              | undefined;
          }
        | {
            source: 'Twitter';
            type: Open<'DirectMessage' | 'ConsumerAction' | 'Tweet' | 'Reply' | 'Retweet'>;
            parent?:
              | {
                  attachmentUrl?: string | undefined;
                  accountName?: string | undefined;
                  accountId?: string | undefined;
                  tweetId?: string | undefined;
                  tweetText?: string | undefined;
                  timestamp?: string | number | undefined;
                }
              | undefined;
          }
        | { source: 'Instagram' };
      channel: 'Public' | 'Private';
      replyToId?: string | undefined;
      actions?:
        | {
            name: Open<
              'Like' | 'Delete' | 'Block' | 'Ban' | 'Hide' | 'Report' | 'ConsumerMention' | 'replyFromAccountId'
            >;
            payload?: string | undefined;
          }[]
        | undefined;
      conversationState?:
        | {
            currentChannel: 'Public' | 'Private';
            dmChatId?: string | undefined;
            enabledChannels?: { private?: boolean | undefined; public?: boolean | undefined } | undefined;
          }
        | undefined;
    }
  | {
      type: 'SocialMessagingConversationData';
      directMessagingId: string;
      userProfile:
        | {
            source: 'Facebook';
            avatarUrl: string;
            userName: string;
            psid?: string | undefined;
            gender?: string | undefined;
            locale?: string | undefined;
            timezone?: string | undefined;
            profileUrl?: string | undefined;
          }
        | {
            source: 'Twitter';
            avatarUrl: string;
            profileName: string;
            handle?: string | undefined;
            dateJoined?: string | undefined;
            description?: string | undefined;
            tweets?: string | number | undefined;
            likes?: string | number | undefined;
            followers?: string | number | undefined;
            following?: string | number | undefined;
          };
    }
  | {
      type: 'ConnectorAuthenticationRequest';
      requestIdentifier?: string | undefined;
      apple?:
        | {
            oauth2: {
              responseType?: string | undefined;
              scope?: string[] | undefined;
              state?: string | undefined;
              clientSecret?: string | undefined;
              responseEncryptionKey?: string | undefined;
            };
          }
        | undefined;
    }
  | {
      type: 'ConnectorAuthenticationResponse';
      Status?: boolean | undefined;
      token?: string | undefined;
      errors?: unknown[] | undefined;
    }
  | {
      type: 'ConnectorPaymentRequest';
      signature?: string | undefined;
      apple?:
        | {
            data: {
              version?: string | undefined;
              payment?:
                | {
                    paymentRequest?: { [x: string]: unknown } | undefined;
                    endpoints?: { [x: string]: unknown } | undefined;
                    merchantSession?: { [x: string]: unknown } | undefined;
                  }
                | undefined;
              requestIdentifier?: string | undefined;
            };
          }
        | undefined;
    }
  | { type: 'ConnectorPaymentResponse'; Status?: boolean | undefined; requestIdentifier?: string | undefined }
  | BusinessChatMessage
  | BusinessChatCustomMessage
  | BusinessEvent
  | BusinessFormEvent
  | { type: 'WhatsAppSingleProduct'; catalogId: string; productRetailerId: string }
  | { type: 'WhatsAppMultipleProduct'; catalogId: string; sections: { title: string; productIds: string[] }[] }
  | MessageReplyContext
  | WhatsAppOrder
  | { [x: string]: unknown; type: 'ConversationSummary' };

/** On a message of a WhatsApp consumer: the message or the product that it refers to. */
export interface MessageReplyContext {
  type: 'MessageReplyContext';
  whatsappExternalId?: string | undefined;
  whatsappReplyToExternalId?: string | undefined;
  whatsappReplyToMessageId?: string | undefined;
  whatsAppProductQuestion?: { catalogId: string; productRetailerId: string } | undefined;
}

/** On a message of a WhatsApp consumer: the products of a catalogue that the consumer orders. */
export interface WhatsAppOrder {
  type: 'WhatsAppOrder';
  catalogId: string;
  products: {
    productRetailerId: string;
    quantity?: string | number | undefined;
    price?: string | number | undefined;
    currencyType?: string | undefined;
  }[];
}
