// The shapes of LivePerson's own schemas for Apple Messages for Business: docs/protocol.md#2.6.

/** The bubble that shows the consumer's answer to an interactive message. */
export interface BusinessChatReply {
  [x: string]: unknown;
  /** At most 1000 characters, as each text of a bubble; LivePerson's pages say 85. */
  title?: string | undefined;
  subtitle?: string | undefined;
  secondarySubtitle?: string | undefined;
  tertiarySubtitle?: string | undefined;
  /** The size of the picture. */
  style?: 'icon' | 'small' | 'large' | (string & {}) | undefined;
  imageURL?: string | undefined;
  imageTitle?: string | undefined;
  imageSubtitle?: string | undefined;
  imageIdentifier?: string | undefined;
}

/** The bubble that opens an interactive message. */
export interface BusinessChatBubble extends BusinessChatReply {
  title: string;
}

/** The bubbles of an interactive message. */
export interface BusinessChatMessage {
  type: 'BusinessChatMessage';
  /** Of a list picker: whether the consumer may choose several entries, for all sections or for each. */
  multipleSelection?: boolean | boolean[] | undefined;
  receivedMessage?: BusinessChatBubble | undefined;
  replyMessage?: BusinessChatReply | undefined;
}

/** An appointment: what a time picker offers, or one of its times in `click.metadata`. */
export interface BusinessEvent {
  type: 'BusinessEvent';
  /** At most 256 characters. */
  title?: string | undefined;
  timing?:
    | {
        /** UTC, e.g. `2030-02-19T08:27:55Z`. */
        startTime?: string | undefined;
        /** Shows the times in this zone instead of the consumer's: minutes from GMT. */
        presentedTimezoneOffset?: number | undefined;
        /** Seconds. */
        duration?: number | undefined;
      }
    | undefined;
  location?:
    | {
        title?: string | undefined;
        /** Longitude. */
        lo?: number | undefined;
        /** Latitude. */
        la?: number | undefined;
        /** Metres. */
        radius?: number | undefined;
      }
    | undefined;
}

/** An entry of a page of a form. */
export interface BusinessFormItem {
  title?: string | undefined;
  value?: string | undefined;
  identifier?: string | undefined;
  imageIdentifier?: string | undefined;
  /** The page that follows if the consumer chooses this entry. */
  nextPageIdentifier?: string | undefined;
}

/** A page of a form. */
export interface BusinessFormPage {
  pageIdentifier?: string | undefined;
  type?: 'select' | 'picker' | 'datePicker' | 'input' | undefined;
  title?: string | undefined;
  subtitle?: string | undefined;
  multipleSelection?: boolean | undefined;
  nextPageIdentifier?: string | undefined;
  /** The last page. */
  submitForm?: boolean | undefined;
  pickerTitle?: string | undefined;
  hintText?: string | undefined;
  /** At most 256. */
  pageItems?: BusinessFormItem[] | undefined;
  /** Of a date or an input, e.g. `startdate`, `dateFormat`, `required`, `inputType`, `maximumCharacterCount`, `regex`. */
  options?: Record<string, unknown> | undefined;
}

/** The pages of a form. */
export interface BusinessFormEvent {
  type: 'BusinessFormEvent';
  /** At most 256 characters. */
  title?: string | undefined;
  /** @default true */
  showSummary?: boolean | undefined;
  /** @default '0' */
  startPageIdentifier?: string | undefined;
  /** At most 256. */
  pages?: BusinessFormPage[] | undefined;
  /** Pictures, by the id that `imageIdentifier` names. */
  images?: { id: string; imageUrl: string }[] | undefined;
}

/** Opens an iMessage app of the brand. */
export interface BusinessChatCustomMessage {
  type: 'BusinessChatCustomMessage';
  appId?: number | undefined;
  appName?: string | undefined;
  appIcon?: string | undefined;
  /** Bundle id. */
  bid: string;
  /** At most 4096 characters. */
  URL: string;
  sessionIdentifier?: string | undefined;
  useLiveLayout?: boolean | undefined;
  receivedMessage: BusinessChatBubble;
  /** At most 16. */
  attachments?: string[] | undefined;
}
