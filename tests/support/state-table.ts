/** Cells of a state table that no test can reach. */
interface ImpossibleCells<State, Event> {
  readonly states: readonly State[];
  readonly events: readonly Event[];
  /** The error of the test that tries all the same. */
  readonly reason: string;
}

/** What each event does in each state. */
export interface StateTable<State extends string, Event extends string, Reach, Happen> {
  /** How each state is reached. */
  readonly states: Readonly<Record<State, Reach>>;
  /** How each event is caused. */
  readonly events: Readonly<Record<Event, Happen>>;
  /** By event and state: what is observed. */
  readonly expected: Readonly<Record<Event, Readonly<Partial<Record<State, string>>>>>;
  readonly impossible: readonly ImpossibleCells<State, Event>[];
}

/** The cells of a table: tested, impossible (`excluded`), and the names of those that are neither or both. */
export function cellsOf<State extends string, Event extends string, Reach, Happen>({
  states,
  events,
  expected,
  impossible,
}: StateTable<State, Event, Reach, Happen>) {
  const all = (Object.keys(events) as Event[]).flatMap((event) =>
    (Object.keys(states) as State[]).map((state) => ({ event, state, happen: events[event], reach: states[state] })),
  );
  const tested = all.flatMap((cell) => {
    const log = expected[cell.event][cell.state];
    return log === undefined ? [] : [{ ...cell, log }];
  });
  const excluded = all.flatMap((cell) =>
    impossible
      .filter((one) => one.states.includes(cell.state) && one.events.includes(cell.event))
      .map(({ reason }) => ({ ...cell, reason })),
  );
  const unlisted = all
    .filter(({ event, state }) => {
      const entries = [...tested, ...excluded].filter((one) => one.event === event && one.state === state);
      return entries.length !== 1;
    })
    .map(({ event, state }) => `${event} in the state ${state}`);
  return { tested, excluded, unlisted };
}
