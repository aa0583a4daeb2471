/** Downloads a consumer's file, and sends a file. */
import { once } from 'node:events';
import { Agent, ResponseError } from 'node-agent-sdk';
import { Simulator } from 'node-agent-sdk/simulator';

const { LP_ACCOUNT = '', LP_USER = '', LP_PASS = '' } = process.env;
await using simulator = LP_ACCOUNT ? undefined : await Simulator.start();
await using agent = new Agent(
  simulator?.agentOptions() ?? { accountId: LP_ACCOUNT, username: LP_USER, password: LP_PASS },
);

/** The storage service `swift` takes and serves files at signed URLs, which expire after about a minute. */
async function upload(bytes: Uint8Array, fileType: string): Promise<string> {
  const url = await agent.generateURLForUploadFile({ fileSize: bytes.byteLength, fileType });
  await agent.callService('swift', url.relativePath, {
    method: 'PUT',
    query: url.queryParams,
    body: bytes,
    auth: 'none',
  });
  return url.relativePath;
}

async function download(file: string, dialogId: string): Promise<Buffer> {
  const url = await agent.generateURLForDownloadFile({ relativePath: file, dialogId });
  const { body } = await agent.callService('swift', url.relativePath, {
    query: url.queryParams,
    auth: 'none',
    answer: 'bytes',
  });
  return body;
}

agent.on('error', (error) => console.error(error));

agent.on('routing.RoutingTaskNotification', async ({ changes }) => {
  for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
    if (ringState === 'WAITING') await agent.updateRingState({ ringId, ringState: 'ACCEPTED' }).catch(unlessTaken);
  }
});

/** 409: another agent accepted the ring first, or the consumer has left. The bot ignores both. */
function unlessTaken(error: unknown): void {
  if (!(error instanceof ResponseError && error.code === 409)) throw error;
}

agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
  for (const { event, originatorMetadata } of changes) {
    if (originatorMetadata?.role !== 'CONSUMER') continue;
    if (event.type !== 'ContentEvent' || event.contentType !== 'hosted/file') continue;
    if (!('relativePath' in event.message)) continue;

    const received = await download(event.message.relativePath, dialogId);
    console.log(`Received ${event.message.fileType}, ${received.byteLength} bytes`);

    const receipt = Buffer.from(`Received ${received.byteLength} bytes. Thank you!\n`);
    const relativePath = await upload(receipt, 'TXT');
    const message = { caption: 'Receipt', relativePath, fileType: 'TXT' };
    await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'hosted/file', message } });
  }
});

await agent.connect();
await agent.setAgentState({ availability: 'ONLINE' });
await agent.subscribeRoutingTasks();

if (simulator) {
  const consumer = simulator.consumer();
  await consumer.startConversation();
  await simulator.seen({ response: 'updateRingState' });
  await consumer.sendFile({ content: Buffer.alloc(2_048), fileType: 'PNG', caption: 'A photo' });
  const { event } = await consumer.hears('Receipt');
  const file = event.type === 'ContentEvent' && event.contentType === 'hosted/file' ? event.message : undefined;
  const content = file && 'relativePath' in file ? simulator.file(file.relativePath) : undefined;
  console.log(`The consumer gets: ${content?.toString().trim()}`);
} else await once(process, 'SIGINT');
