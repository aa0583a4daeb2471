export {
  form,
  listPicker,
  richLink,
  signIn,
  timePicker,
  type Bubbles,
  type FormOptions,
  type InteractiveMessage,
  type ListPickerEntry,
  type ListPickerOptions,
  type ListPickerSection,
  type SignInOptions,
  type TimePickerOptions,
  type TimePickerTime,
} from './apple.js';
export { asText } from './as-text.js';
export { card, carousel, list, type CardOptions, type ListOptions, type RichMessage } from './card.js';
export { check, type CheckOptions } from './check.js';
export {
  button,
  buttons,
  image,
  link,
  map,
  navigate,
  publishText,
  text,
  type ButtonOptions,
  type Choices,
  type Position,
} from './elements.js';
export {
  limits,
  type BubbleLimits,
  type CardForm,
  type CardLimits,
  type Channel,
  type ChannelLimits,
  type ElementLimits,
  type Bounds,
  type Slot,
  type TextSlot,
} from './limits.js';
export { quickReplies } from './quick-replies.js';
export {
  whatsAppList,
  whatsAppProducts,
  type ProductTexts,
  type WhatsAppListOptions,
  type WhatsAppProducts,
} from './whatsapp.js';
