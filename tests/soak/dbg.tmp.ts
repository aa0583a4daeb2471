import { deadSockets } from './figures/liveness.js';
process.on('exit', (c) => console.log('exit', c, process.getActiveResourcesInfo()));
console.log(await deadSockets(4, { pingInterval: 1000, pingTimeout: 1000, logger: console as never }, 1000));
