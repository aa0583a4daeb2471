import { afterStrayAnswer, afterTokenFailure, strayAnswers } from '../../support/stray-answers.js';
import type { Settings } from '../../support/agents.js';

/** Gives each stray response to a connected agent. @returns Their number, and those after which the agent stopped. */
export async function strayAnswersSurvived(
  settings: Settings,
): Promise<{ readonly count: number; readonly stopped: readonly string[] }> {
  const outcomes = await Promise.all([
    ...strayAnswers.map(
      async ([name, stage, answer]) => [name, await afterStrayAnswer(stage, answer, settings)] as const,
    ),
    afterTokenFailure(settings).then((outcome) => ['a token function that rejects once', outcome] as const),
  ]);
  const stopped = outcomes.filter(([, outcome]) => outcome !== 'back').map((one) => one.join(': '));
  return { count: outcomes.length, stopped };
}
