import { expect, it } from 'vitest';
import { AgentSurveyClient, type SurveyResponse } from '../../src/legacy/index.js';
import { confOf, startPlatform } from './support.js';

const survey = '/api/account/10000001/forms/agent_survey';

type Ask = (client: AgentSurveyClient) => Promise<SurveyResponse>;

const calls: readonly [call: string, call: Ask, method: string, path: string, headers: object, body?: unknown][] = [
  [
    'getAgentSurveyState',
    (client) => client.getAgentSurveyState('c-1', '77'),
    'GET',
    `${survey}/state?conv=c-1&skill=77&v=2.0`,
    {},
  ],
  [
    'submitAgentSurvey',
    (client) => client.submitAgentSurvey('c-1', -1, '9007199254740993', [{ id: 'q' }]),
    'POST',
    `${survey}/state?conv=c-1&skill=-1&v=2.0`,
    { 'x-lp-state-rev': '9007199254740993', 'content-type': 'application/json' },
    [{ id: 'q' }],
  ],
  [
    'dismissAgentSurvey',
    (client) => client.dismissAgentSurvey('c-1', '77', 3),
    'DELETE',
    `${survey}/state?conv=c-1&skill=77&v=2.0`,
    { 'x-lp-state-rev': '3' },
  ],
  [
    'getAgentSurvey',
    (client) => client.getAgentSurvey('c-1', '77'),
    'GET',
    `${survey}?conv=c-1&skill=77&v=2.0&seq=true`,
    {},
  ],
  [
    'getAgentSurvey from a question on, all of it',
    (client) => client.getAgentSurvey('c-1', '77', 'q-1', false),
    'GET',
    `${survey}?conv=c-1&skill=77&v=2.0&seq=false&seqRoot=q-1`,
    {},
  ],
];

it.each(calls)('%s', async (_, call, method, path, headers, body) => {
  await using simulator = await startPlatform();
  simulator.faults.http(/agent_survey/, { status: 200, body: { id: 's' }, headers: { 'x-lp-state-rev': '4' } });
  const client = new AgentSurveyClient({ ...confOf(simulator), rflDomain: simulator.host, token: 'my-token' });

  const response = await call(client);

  expect(response).toMatchObject({ status: 200, data: { id: 's' }, headers: { 'x-lp-state-rev': '4' } });
  expect(simulator.transcript).toMatchObject([{ kind: 'http', method, path, headers, requestBody: body }]);
});

it.each([206, 400, 401, 404, 409, 410, 500])('a response with status %i resolves', async (status) => {
  await using simulator = await startPlatform();
  simulator.faults.http(/agent_survey/, { status, body: { error: 'x' } });
  const client = new AgentSurveyClient({ ...confOf(simulator), rflDomain: simulator.host, token: 'my-token' });

  const response = await client.getAgentSurveyState('c-1', '77');

  expect(response).toMatchObject({ status, data: { error: 'x' } });
});
