/* oxlint-disable typescript/no-floating-promises, typescript/no-misused-promises -- Old bots know no promises. */
'use strict';

// A typical bot for 1.4.11: a subclass, no callbacks, and the reconnect loop of the README.

const { Agent } = require('node-agent-sdk/legacy');

const tell = (name, ...args) => process.send({ name, args });

class MyCoolAgent extends Agent {
  constructor(conf) {
    super(conf);
    this.conf = conf;
    this.openConvs = {};
    this.CONTENT_NOTIFICATION = 'MyCoolAgent.ContentEvent';
    this.init();
  }

  init() {
    this.on('connected', () => {
      clearTimeout(this._retryConnection);
      this.setAgentState({ availability: 'ONLINE' });
      this.subscribeExConversations({ agentIds: [this.agentId], convState: ['OPEN'] });
      this.subscribeRoutingTasks({});
      this._pingClock = setInterval(this.getClock, Number(process.env.BOT_CLOCK || 10));
      tell('connected');
    });

    this.on('routing.RoutingTaskNotification', (body) => {
      body.changes.forEach((c) => {
        if (c.type === 'UPSERT') {
          c.result.ringsDetails.forEach((r) => {
            if (r.ringState === 'WAITING') this.updateRingState({ ringId: r.ringId, ringState: 'ACCEPTED' });
          });
        }
      });
    });

    this.on('cqm.ExConversationChangeNotification', (body) => {
      body.changes
        .filter((change) => change.type === 'UPSERT' && !this.openConvs[change.result.convId])
        .forEach((change) => {
          this.openConvs[change.result.convId] = {};
          const consumer = change.result.conversationDetails.participants.find((p) => p.role === 'CONSUMER').id;
          this.getUserProfile(consumer, () => tell('profile', consumer));
          this.subscribeMessagingEvents({ dialogId: change.result.convId, fromSeq: -1 });
        });
    });

    this.on('ms.MessagingEventNotification', (body) => {
      body.changes.forEach((c) => {
        if (c.event.type === 'ContentEvent' && c.originatorId !== this.agentId) {
          this.publishEvent({
            dialogId: body.dialogId,
            event: { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [c.sequence] },
          });
          this.emit(this.CONTENT_NOTIFICATION, { dialogId: body.dialogId, message: c.event.message });
        }
      });
    });

    this.on(this.CONTENT_NOTIFICATION, ({ dialogId, message }) => {
      this.publishEvent(
        { dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message: `echo : ${message}` } },
        null,
        [{ type: 'ExternalId', id: 'echo' }],
      );
    });

    const reconnectInterval = 5; // in seconds
    const reconnectAttempts = 35;
    const reconnectRatio = 1.25; // ratio in the geometric series used to determine reconnect exponential back-off
    const second = Number(process.env.BOT_SECOND || 10);
    this._reconnect = (skipTokenGeneration, delay = reconnectInterval, attempt = 1) => {
      this._retryConnection = setTimeout(() => {
        this.reconnect(skipTokenGeneration);
        if (++attempt <= reconnectAttempts) {
          this._reconnect(delay * reconnectRatio, attempt);
        }
      }, delay * second);
    };

    this.on('closed', (data) => {
      clearInterval(this._pingClock);
      switch (data) {
        case 4401:
        case 4407:
        case 1011:
          this._reconnect();
          break;
        default:
          this._reconnect(true);
          break;
      }
      tell('closed', data);
    });
    this.on('error', (err) => {
      if (err && err.code === 401) this._reconnect();
      tell('error', JSON.stringify(err));
    });
  }
}

const agent = new MyCoolAgent({
  accountId: process.env.LP_ACCOUNT,
  username: process.env.LP_USER,
  password: process.env.LP_PASS,
  csdsDomain: process.env.LP_CSDS,
});
process.on('message', () => {
  clearInterval(agent._pingClock);
  clearTimeout(agent._retryConnection);
  agent.dispose();
  process.disconnect();
});
