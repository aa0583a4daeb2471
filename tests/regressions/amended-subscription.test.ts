import { describe, expect, it } from 'vitest';
import { connectedTo, listen, next, startPlatform } from '../support/agents.js';

describe('an amended routing subscription', () => {
  it('is amended again after a reconnect, with its new id', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const { subscriptionId } = await agent.subscribeRoutingTasks({});
    await agent.updateRoutingTaskSubscription({ subscriptionId, skillId: '7' });
    const failures = listen(agent, 'error');
    const back = next(agent, 'reconnected');

    simulator.dropSockets();
    await back;

    const [changed] = simulator.transcript
      .flatMap((entry) =>
        entry.kind === 'frame' && entry.direction === 'out' && entry.request === 'updateRoutingTaskSubscription'
          ? [entry.frame as { readonly code: number }]
          : [],
      )
      .slice(-1);
    expect(changed).toMatchObject({ code: 200 });
    expect(failures).toEqual([]);
  });
});
