import type { JSX } from 'preact';
import type { MessageLine } from '../../inspector/contract.js';
import { attempt } from '../state.js';

type Fields = Readonly<Record<string, unknown>>;

interface Clicks {
  readonly lineId: string;
  readonly canClick: boolean;
}

/** Rich content as a card or a carousel. Pictures are not fetched: their place has their name. */
export function RichContent({
  line: { id, content },
  canClick,
}: {
  readonly line: MessageLine;
  readonly canClick: boolean;
}): JSX.Element {
  const root = fieldsOf(content);
  const clicks = { lineId: id, canClick };
  if (root['type'] !== 'carousel') return <Card content={root} clicks={clicks} />;
  return (
    // A scrollable region must be reachable by keyboard.
    <div class="carousel" role="group" aria-label="Carousel" tabIndex={0}>
      {elementsOf(root).map((element, index) => (
        <Card key={index} content={element} clicks={clicks} />
      ))}
    </div>
  );
}

function Card({ content, clicks }: { readonly content: Fields; readonly clicks: Clicks }): JSX.Element {
  const leaves = leavesOf(content);
  const buttons = leaves.filter(({ type }) => type === 'button' || type === 'submitButton');
  const others = leaves.filter((leaf) => !buttons.includes(leaf));
  const heading = others.findIndex(({ type }) => type === 'text');
  const pictures = others.filter(({ type }) => type === 'image' || type === 'map');
  const texts = others.filter((leaf) => !pictures.includes(leaf));
  const name = textOf(others[heading] ?? buttons[0] ?? {});
  return (
    <article class="card" aria-label={`Card: ${name}`}>
      {pictures.map((picture, index) => (
        <Picture key={index} picture={picture} clicks={clicks} />
      ))}
      {texts.length > 0 && (
        <div class="body" dir="auto">
          {texts.map((text, index) =>
            text === others[heading] ? <h3 key={index}>{textOf(text)}</h3> : <p key={index}>{textOf(text)}</p>,
          )}
        </div>
      )}
      {buttons.length > 0 && (
        <div class="go">
          {buttons.map((button, index) => (
            <Element key={index} element={button} clicks={clicks} />
          ))}
        </div>
      )}
    </article>
  );
}

function Picture({ picture, clicks }: { readonly picture: Fields; readonly clicks: Clicks }): JSX.Element {
  const name = textOf(picture) || String(picture['url'] ?? picture['type']);
  return (
    <>
      <div class="pic cut" role="img" aria-label={name}>
        {name}
      </div>
      {isClickable(picture) && (
        <div class="go">
          <Element element={picture} clicks={clicks} />
        </div>
      )}
    </>
  );
}

function Element({ element, clicks }: { readonly element: Fields; readonly clicks: Clicks }): JSX.Element {
  const title = textOf(element);
  const link = linkOf(element);
  return (
    <>
      <button
        disabled={!clicks.canClick || !isClickable(element)}
        onClick={() => void attempt('click', { lineId: clicks.lineId, title })}
      >
        {title}
      </button>
      {link !== undefined && (
        <a href={link} target="_blank" rel="noreferrer noopener">
          Open {new URL(link).host}
        </a>
      )}
    </>
  );
}

/** Elements without elements of their own, in the order in which they are shown. */
function leavesOf(content: Fields): readonly Fields[] {
  const elements = elementsOf(content);
  if (elements.length > 0) return elements.flatMap(leavesOf);
  return Array.isArray(content['elements']) ? [] : [content];
}

function elementsOf({ elements }: Fields): readonly Fields[] {
  return Array.isArray(elements) ? elements.map(fieldsOf) : [];
}

function textOf({ title, text, caption, tooltip }: Fields): string {
  const shown = title ?? text ?? caption ?? tooltip;
  return typeof shown === 'string' ? shown : '';
}

function isClickable({ click }: Fields): boolean {
  return typeof click === 'object' && click !== null;
}

/** The first link of a click, if a browser may open it. */
function linkOf({ click }: Fields): string | undefined {
  const { actions } = fieldsOf(click);
  for (const action of Array.isArray(actions) ? actions.map(fieldsOf) : []) {
    const { type, uri } = action;
    if (type === 'link' && typeof uri === 'string' && URL.canParse(uri) && /^https?:$/.test(new URL(uri).protocol)) {
      return uri;
    }
  }
  return undefined;
}

/** The members of an object; none of anything else. What a bot sends may have any shape. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
