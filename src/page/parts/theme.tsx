import { effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { Icon } from './icons.js';

const KEY = 'node-agent-sdk theme';
type Theme = 'system' | 'light' | 'dark';

const theme = signal<Theme>(remembered());
effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === 'system') delete dataset['theme'];
  else dataset['theme'] = theme.value;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A browser may forbid storage: then the choice lasts as long as the page.
  }
});

/** First the theme that the system does not have: a click on `system` changes what the reader sees. */
function following(): Theme {
  const ofSystem = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  if (theme.value === 'system') return ofSystem === 'dark' ? 'light' : 'dark';
  return theme.value === ofSystem ? 'system' : ofSystem;
}

/** Light, dark, or as the system. */
export function ThemeButton(): JSX.Element {
  return (
    <button
      class="btn quiet icon"
      aria-label="Switch theme"
      title={`Theme: ${theme.value}`}
      onClick={() => {
        theme.value = following();
      }}
    >
      <Icon name="theme" />
    </button>
  );
}

function remembered(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}
