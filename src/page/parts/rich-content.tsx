import type { JSX } from 'preact';
import type { MessageLine } from '../../inspector/contract.js';
import { inShort } from '../format.js';
import {
  elementsOf,
  fieldsOf,
  headingOf,
  isButton,
  isClickable,
  isPicture,
  leavesOf,
  linkOf,
  textOf,
  type Fields,
} from '../rich-elements.js';
import { attempt } from '../state.js';
import { LongText } from './long-text.js';

/** Cards of a carousel that the page shows. UMS takes ten. */
const MAX_CARDS = 20;

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
      {elementsOf(root)
        .slice(0, MAX_CARDS)
        .map((element, index) => (
          <Card key={index} content={element} clicks={clicks} />
        ))}
    </div>
  );
}

/** How the name of a message calls its rich content. */
export function nameOfContent(content: unknown): string {
  const root = fieldsOf(content);
  const kind = root['type'] === 'carousel' ? 'Carousel' : 'Card';
  return `${kind}: ${inShort(headingOf(leavesOf(root)), 60)}`;
}

function Card({ content, clicks }: { readonly content: Fields; readonly clicks: Clicks }): JSX.Element {
  const leaves = leavesOf(content);
  const buttons = leaves.filter(isButton);
  const pictures = leaves.filter(isPicture);
  const texts = leaves.filter((leaf) => !isButton(leaf) && !isPicture(leaf));
  const heading = texts.find(({ type }) => type === 'text');
  return (
    <article class="card" aria-label={`Card: ${inShort(headingOf(leaves), 60)}`}>
      {pictures.map((picture, index) => (
        <Picture key={index} picture={picture} clicks={clicks} />
      ))}
      {texts.length > 0 && (
        <div class="body" dir="auto">
          {texts.map((text, index) => {
            const Tag = text === heading ? 'h3' : 'p';
            return (
              <Tag key={index}>
                <LongText text={textOf(text)} />
              </Tag>
            );
          })}
        </div>
      )}
      {buttons.length > 0 && (
        <div class="go">
          {buttons.map((button, index) => (
            <Clickable key={index} element={button} clicks={clicks} />
          ))}
        </div>
      )}
    </article>
  );
}

function Picture({ picture, clicks }: { readonly picture: Fields; readonly clicks: Clicks }): JSX.Element {
  const { url, type } = picture;
  const name = inShort(textOf(picture) || String(url ?? type), 200);
  return (
    <>
      <div class="pic" role="img" aria-label={name}>
        <span class="cut">{name}</span>
      </div>
      {isClickable(picture) && (
        <div class="go">
          <Clickable element={picture} clicks={clicks} />
        </div>
      )}
    </>
  );
}

function Clickable({ element, clicks }: { readonly element: Fields; readonly clicks: Clicks }): JSX.Element {
  const title = textOf(element);
  const link = linkOf(element);
  return (
    <div>
      <button
        disabled={!clicks.canClick || !isClickable(element)}
        onClick={() => void attempt('click', { lineId: clicks.lineId, title })}
      >
        {inShort(title, 200)}
      </button>
      {link !== undefined && (
        <a href={link} target="_blank" rel="noreferrer noopener" title={link}>
          Open {new URL(link).host}
        </a>
      )}
    </div>
  );
}
