import { textIn } from '../simulator/consumer/clickables.js';
import { membersOf, toArray } from '../protocol/schemas.js';

/** Characters of a text in a row or a list. */
const LONGEST = 80;

/** The beginning of a text on one line. */
export function shortened(text: string, longest = LONGEST): string {
  const line = text.slice(0, longest + 1).replaceAll(/\s+/g, ' ');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function quoted(text: string): string {
  return `“${shortened(text)}”`;
}

/** An event of a dialog in a few words. */
export function eventSummary(event: unknown): string {
  const members = membersOf(event);
  const { type, chatState, status, sequenceList, contentType, message } = members;
  if (type === 'ChatStateEvent') return chatState === 'COMPOSING' ? 'typing' : wordOf(chatState).toLowerCase();
  if (type === 'AcceptStatusEvent')
    return `${wordOf(status).toLowerCase()} ${toArray(sequenceList).map(wordOf).join(', ')}`.trim();
  const text = textIn(members);
  if (type === 'RichContentEvent') return text === '' ? 'card' : `card ${quoted(text)}`;
  if (contentType === 'hosted/file')
    return `file ${text === '' ? fileName(membersOf(message)['relativePath']) : quoted(text)}`;
  return text === '' ? wordOf(contentType ?? type ?? '') : quoted(text);
}

/** The last part of a path. */
export function fileName(path: unknown): string {
  return typeof path === 'string' ? (path.split('/').at(-1) ?? path) : '';
}

/** The body of a request or a notification in a few words. */
export function bodySummary(body: unknown): string {
  const { event, conversationField, changes, availability, ringState, newerThanSequence, subscriptionId } =
    membersOf(body);
  if (event !== undefined) return eventSummary(event);
  if (conversationField !== undefined) return shortened(toArray(conversationField).map(fieldSummary).join(', '));
  if (changes !== undefined) return shortened(toArray(changes).map(changeSummary).join(', '));
  for (const word of [availability, ringState]) if (typeof word === 'string') return word;
  if (newerThanSequence !== undefined) return `after seq ${wordOf(newerThanSequence)}`;
  return typeof subscriptionId === 'string' ? subscriptionId : '';
}

function fieldSummary(field: unknown): string {
  const { field: name, type, role, skill, dialog, conversationState } = membersOf(field);
  if (name === 'Skill') return `skill ${wordOf(skill)}`;
  if (name === 'ParticipantsChange')
    return `${wordOf(type).toLowerCase()} ${wordOf(role).toLowerCase().replace('_', ' ')}`;
  if (name === 'DialogChange') return `dialog ${wordOf(membersOf(dialog)['state'] ?? type).toLowerCase()}`;
  return `${wordOf(name)} ${wordOf(conversationState)}`.trim();
}

function changeSummary(change: unknown): string {
  const { type, result } = membersOf(change);
  const { ringsDetails, availability } = membersOf(result);
  const [ring] = toArray(ringsDetails);
  if (ring !== undefined) return `ring ${wordOf(membersOf(ring)['ringState'])}`;
  return wordOf(availability ?? type ?? '');
}

/** A string or a number as text; empty for everything else, such as an object where a bot is to send a word. */
function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
