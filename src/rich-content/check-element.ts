import { membersOf } from '../protocol/schemas.js';
import type { Path, Problems } from './problems.js';

/** Checks an element and the elements inside: buttons, clicks and images. What is malformed, the schema reports. */
export function checkElement(problems: Problems, element: unknown, path: Path): void {
  const members = membersOf(element);
  const { elements: max, httpsImages } = problems.limits;
  switch (members['type']) {
    case 'button':
    case 'submitButton':
      problems.length([...path, 'title'], 'a button title', max.buttonTitle, members['title']);
      break;
    case 'image': {
      const { url } = members;
      problems.length([...path, 'url'], 'the URL of an image', max.imageUrl, url);
      if (httpsImages && typeof url === 'string' && !url.startsWith('https:')) {
        problems.add([...path, 'url'], `images need https, but this is ${JSON.stringify(url.slice(0, 40))}`);
      }
      break;
    }
  }
  problems.length([...path, 'alt'], 'alt', max.alt, members['alt']);
  checkClick(problems, members['click'], [...path, 'click'], max.publishText, max.actions);
  for (const [index, one] of listOf(members['elements']).entries()) {
    checkElement(problems, one, [...path, 'elements', index]);
  }
}

/** Checks quick replies. */
export function checkReplies(problems: Problems, quickReplies: unknown, path: Path): void {
  const max = problems.limits.elements;
  if (max.quickReplies === undefined) {
    problems.add(path, 'no quick replies are shown; ask with a text or, if there are any, a card');
    return;
  }
  const replies = listOf(membersOf(quickReplies)['replies']);
  problems.limit([...path, 'replies'], 'quick replies', max.quickReplies, replies.length);
  for (const [index, reply] of replies.entries()) {
    const at = [...path, 'replies', index];
    const { title, click } = membersOf(reply);
    problems.length([...at, 'title'], 'the title of a quick reply', max.quickReplyTitle, title);
    checkClick(problems, click, [...at, 'click'], max.quickReplyText, max.quickReplyActions);
  }
}

function checkClick(problems: Problems, click: unknown, path: Path, text?: number, count?: number): void {
  const { elements: max, actions: types } = problems.limits;
  const { actions, metadata } = membersOf(click);
  problems.limit([...path, 'metadata'], 'metadata of a click', max.clickMetadata, listOf(metadata).length);
  problems.limit([...path, 'actions'], 'actions of a click', count, listOf(actions).length);
  for (const [index, action] of listOf(actions).entries()) {
    const at = [...path, 'actions', index];
    const { type, text: words, uri, name } = membersOf(action);
    if (types !== undefined && typeof type === 'string' && !types.includes(type)) {
      problems.add([...at, 'type'], `actions are ${types.join(', ')}, but this is ${type}`);
    }
    if (type === 'publishText') problems.length([...at, 'text'], 'a text to publish', text, words);
    if (type !== 'link') continue;
    problems.length([...at, 'uri'], 'the address of a link', max.linkUri, uri);
    problems.length([...at, 'name'], 'the name of a link', max.linkName, name);
  }
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
