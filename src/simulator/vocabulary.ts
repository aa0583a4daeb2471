import { notifications, requestOfType, requests, type RequestName } from '../protocol/registry.js';

export { requestOfType };
export type { RequestName };

/** Wire types of the notifications that the platform sends. */
export const notificationTypes = {
  conversations: notifications['cqm.ExConversationChangeNotification'].type,
  messages: notifications['ms.MessagingEventNotification'].type,
  routing: notifications['routing.RoutingTaskNotification'].type,
  agentState: notifications['routing.AgentStateNotification'].type,
};

/** Code and type of a successful response. */
export interface AnswerShape {
  readonly code: number;
  readonly type: string;
}

/** Type of a response whose body is a string, such as every refusal. See docs/protocol.md#2.2. */
export const STRING_RESPONSE = '.ReqBody$StringResp';

/** The wire type of a request. Accepts a method name or a wire type. */
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
