// Loads each entry that the command line names, by `require` or `import`, and prints what it exports.
'use strict';

const [how, ...specifiers] = process.argv.slice(2);

Promise.all(specifiers.map((specifier) => (how === 'import' ? import(specifier) : require(specifier)))).then(
  ([main, legacy, simulator, bot, richContent]) => {
    const agent = new main.Agent({ accountId: '1', username: 'bot', password: 'x', autoConnect: false });
    let refusal;
    try {
      richContent.check(richContent.card({ title: 'Hello' }), 'sms');
    } catch (error) {
      refusal = error;
    }
    const found = {
      names: [main, legacy, simulator, bot, richContent].map((entry) => Object.keys(entry).sort()),
      methods: typeof agent.publishEvent,
      simulatorErrorIsOurs: simulator.SimulatorError.prototype instanceof main.SDKError,
      fileStoreIsOne: bot.FileStore === main.FileStore,
      validationErrorIsOurs: refusal instanceof main.ValidationError,
      sharedMessages: main.requests.publishEvent.type,
    };
    agent.dispose();
    process.stdout.write(JSON.stringify(found));
  },
);
