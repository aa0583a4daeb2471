import type { JSX } from 'preact';

/** Lines of 16 x 16 icons, drawn with the text's colour. */
const paths = {
  plus: 'M8 3.5v9M3.5 8h9',
  code: 'M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3',
  back: 'M3 8a5 5 0 1 0 1.6-3.7M3 2v3h3',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  cross: 'M4 4l8 8M12 4l-8 8',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  clip: 'M13 7.5 8 12.4a3 3 0 0 1-4.3-4.3l5.2-5a2 2 0 0 1 2.8 2.8l-5 5a1 1 0 0 1-1.5-1.4L9.8 5',
  ticks: 'M1.5 8.5 4.5 11.5 10.5 5M8 11l.8.7L14.8 5',
  lock: 'M4 7.5h8v6H4zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2',
  scissors:
    'M4 5.5 13 12M4 10.5 13 4M5.2 4a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0zM5.2 12a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0z',
  zap: 'M9 2 3.5 9H8l-1 5 5.5-7H8z',
  clock: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 5v3l2 1.5',
  down: 'M8 3v9.5M4.5 9 8 12.5 11.5 9',
  pair: 'M5 13V3.5M2.5 6 5 3.5 7.5 6M11 3v9.5M8.5 10l2.5 2.5 2.5-2.5',
  warning: 'M8 2.5 14 13H2zM8 6.5v3M8 11.3v.1',
  hole: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM4.1 4.1l7.8 7.8',
  key: 'M9.5 9a3.2 3.2 0 1 0-2.6-2.6L2.5 11v2.5H5V12h1.5v-1.5zM10.7 5.3v.1',
  leave: 'M6 2.5H3v11h3M7 8h6.5M11 5.5 13.5 8 11 10.5',
  swap: 'M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13',
  note: 'M3 2.5h10v7l-4 4H3zM13 9.5H9v4',
  stop: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 5v3.5M8 11v.1',
  split: 'M2.5 3h11v10h-11zM8 3v10',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
  user: 'M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM3 13.5c.5-2.5 2.5-3.5 5-3.5s4.5 1 5 3.5',
  braces: 'M6 2.5H4.5V7L3 8l1.5 1v4.5H6M10 2.5h1.5V7L13 8l-1.5 1v4.5H10',
  agent: 'M3 9V8a5 5 0 0 1 10 0v1M3 9h2v3.5H3zM11 9h2v3.5h-2z',
  play: 'M5 3.5v9l7-4.500z',
  file: 'M4 2.500h5l3 3v8H4zM9 2.500v3h3',
} as const;

export type IconName = keyof typeof paths;

/** Decoration: the control around it has the name. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16">
      <path d={paths[name]} />
    </svg>
  );
}
