import type { JSX } from 'preact';
import { plural } from './format.js';
import { desk, isDrawerOpen, rows } from './state.js';
import { problemCount } from './wire-view.js';
import { Consumers } from './parts/consumers.js';
import { Faults } from './parts/faults.js';
import { Frame } from './parts/frame.js';
import { Header } from './parts/header.js';
import { Humans } from './parts/humans.js';
import { Problem } from './parts/problem.js';
import { Stage } from './parts/stage.js';
import { Start } from './parts/start.js';
import { State } from './parts/state.js';
import { Wire } from './parts/wire.js';

/** The whole page: who, the conversation, the wire. */
export function App(): JSX.Element {
  const isEmpty = desk.value === undefined || desk.value.consumers.length === 0;
  return (
    <>
      <Header />
      <main data-drawer={isDrawerOpen.value ? 'open' : undefined}>
        <nav class="side" aria-label="People and faults">
          <Consumers />
          <Humans />
          <Faults />
        </nav>
        {isEmpty ? <Start /> : <Stage />}
        <section class="wire" id="wire" aria-label="Wire" data-empty={rows.value.length === 0 ? '' : undefined}>
          <Wire />
          <Frame />
          <State />
        </section>
        <Rail />
      </main>
      <Problem />
    </>
  );
}

/** Opens the wire where there is no room for it. */
function Rail(): JSX.Element {
  return (
    <div class="rail">
      <button
        class="btn tall"
        data-key="drawer"
        aria-expanded={isDrawerOpen.value}
        aria-controls="wire"
        onClick={() => {
          isDrawerOpen.value = !isDrawerOpen.value;
        }}
      >
        Wire
      </button>
      {problemCount.value > 0 && (
        <span class="chip warn" role="img" aria-label={plural(problemCount.value, 'problem')}>
          {problemCount.value}
        </span>
      )}
    </div>
  );
}
