import { notifications, requestOfType, requests, type RequestName } from '../protocol/registry.js';

export { requestOfType };
export type { RequestName };

/** Wire types of the notifications that the platform sends of itself. */
export const notificationTypes = {
  conversations: notifications['cqm.ExConversationChangeNotification'].type,
  messages: notifications['ms.MessagingEventNotification'].type,
  routing: notifications['routing.RoutingTaskNotification'].type,
  agentState: notifications['routing.AgentStateNotification'].type,
};

/** What a successful answer looks like around its body. */
export interface AnswerShape {
  readonly code: number;
  readonly type: string;
}

/** Type of an answer that is a sentence, as all refusals are (P 2.2). */
export const STRING_RESPONSE = '.ReqBody$StringResp';

/** The wire type of a request, by its method name; a wire type is taken as it is. */
export function wireTypeOf(nameOrType: RequestName | (string & {})): string {
  return isRequestName(nameOrType) ? requests[nameOrType].type : nameOrType;
}

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(requests, name);
}

export function shapeOf(wireType: string): AnswerShape {
  const { responseCode = 200, responseType = `${wireType}$Response` } = requestOfType(wireType)?.entry ?? {};
  return { code: responseCode, type: responseType };
}
