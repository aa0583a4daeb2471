// Loads each entry that the command line names, by `require` or `import`, and prints what it exports.
'use strict';

const [how, ...specifiers] = process.argv.slice(2);

Promise.all(specifiers.map((specifier) => (how === 'import' ? import(specifier) : require(specifier)))).then(
  ([main, legacy, simulator, bot]) => {
    const agent = new main.Agent({ accountId: '1', username: 'bot', password: 'x', autoConnect: false });
    const found = {
      names: [main, legacy, simulator, bot].map((entry) => Object.keys(entry).sort()),
      methods: typeof agent.publishEvent,
      simulatorErrorIsOurs: simulator.SimulatorError.prototype instanceof main.SDKError,
      fileStoreIsOne: bot.FileStore === main.FileStore,
      sharedMessages: main.requests.publishEvent.type,
    };
    agent.dispose();
    process.stdout.write(JSON.stringify(found));
  },
);
