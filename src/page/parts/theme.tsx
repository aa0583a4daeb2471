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

const following: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** Light, dark, or as the system. */
export function ThemeButton(): JSX.Element {
  return (
    <button
      class="btn quiet icon"
      aria-label="Switch theme"
      title={`Theme: ${theme.value}`}
      onClick={() => {
        theme.value = following[theme.value];
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
