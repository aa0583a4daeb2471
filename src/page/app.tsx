import type { JSX } from 'preact';
import { desk } from './state.js';
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
      <main>
        <div class="side">
          <Consumers />
          <Humans />
          <Faults />
        </div>
        {isEmpty ? <Start /> : <Stage />}
        <section class="wire" id="wire" aria-label="Wire">
          <Wire />
          <Frame />
          <State />
        </section>
      </main>
      <Problem />
    </>
  );
}
