/* oxlint-disable typescript/no-floating-promises, typescript/no-misused-promises -- Old bots know no promises. */
'use strict';

// Checked by the compiler as it is, by types.test.ts.

const { Agent, AgentSurveyClient } = require('node-agent-sdk/legacy');

class Bot extends Agent {
  constructor(conf) {
    super(conf);
    this.conf = conf;
    this.myConversations = {};
    this.CONTENT_NOTIFICATION = 'Bot.ContentEvent';
    this._pingClock = undefined;
    this.init();
  }

  init() {
    this.on('connected', (msg) => {
      console.log('connected...', this.conf.id || '', msg.ts);
      this.setAgentState({ availability: 'ONLINE' });
      this.subscribeExConversations({ agentIds: [this.agentId], convState: ['OPEN'] }, (e, resp) =>
        console.log('subscribeExConversations', resp.subscriptionId || e),
      );
      this.subscribeRoutingTasks({});
      this._pingClock = setInterval(this.getClock, 30000);
    });

    this.on('routing.RoutingTaskNotification', (body) => {
      body.changes.forEach((c) => {
        if (c.type === 'UPSERT') {
          c.result.ringsDetails.forEach((r) => {
            if (r.ringState === 'WAITING') {
              this.updateRingState({ ringId: r.ringId, ringState: 'ACCEPTED' }, (e, resp) => console.log(e, resp));
            }
          });
        }
      });
    });

    this.on('cqm.ExConversationChangeNotification', (notificationBody) => {
      notificationBody.changes.forEach((change) => {
        const details = change.result.conversationDetails;
        const role = details.getMyRole() || details.__myRole;
        this.getUserProfile(details.participants.find((p) => p.role === 'CONSUMER').id, (e, profile) => {
          console.log(role, e, profile.length);
        });
        this.subscribeMessagingEvents({ dialogId: change.result.convId }, (e) => {
          if (e) console.error(e.code, e.message, e.body);
        });
      });
    });

    this.on('ms.MessagingEventNotification', (body) => {
      body.changes.forEach((c) => {
        if (c.isMe() || c.originatorMetadata.role === 'ASSIGNED_AGENT') return;
        if (c.event.type === 'ContentEvent') this.emit(this.CONTENT_NOTIFICATION, { dialogId: body.dialogId });
      });
    });

    this.on(this.CONTENT_NOTIFICATION, (contentEvent) => {
      const hello = { dialogId: contentEvent.dialogId, event: { type: 'ChatStateEvent', chatState: 'ACTIVE' } };
      this.publishEvent(
        {
          dialogId: contentEvent.dialogId,
          event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello' },
        },
        null,
        [{ type: 'ExternalId', id: '1234' }],
        (err, resp) => console.log(err, resp.sequence, hello),
      );
    });

    this.on('closed', (code) => {
      clearInterval(this._pingClock);
      this.reconnect(code !== 4401);
    });
    this.on('error', (err, context) => console.log(err.message, err.code, err.service, context && context.location));
    this.on('success', (context) => console.log(context.location));
    this.on('notification', (msg) => console.log(msg.type, msg.body));
  }

  survey() {
    this.csdsClient.getAll((err, domains) => {
      const client = new AgentSurveyClient({ ...this.conf, rflDomain: domains.runtimeFormLogic, token: this.token });
      client.getAgentSurveyState('c-1', '-1').then((response) => console.log(err, response.status, response.data));
    });
  }
}

const bot = new Bot({ accountId: process.env.LP_ACCOUNT, username: 'bot', password: 'secret', id: 'a bot of mine' });
bot.connect((err) => console.log(err && err.message));
bot.refreshSession((err) => console.log(err && err.code));
console.log(bot.transport && bot.transport.configuration.token, bot.getBearerToken(), bot.connected);
bot.dispose();
