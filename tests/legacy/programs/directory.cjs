'use strict';

// The world, as far as an unchanged sample knows it: the domain directory of LivePerson is the simulator's.

const tls = require('node:tls');

const { connect } = tls;
const [host, port] = process.env.LP_CSDS.split(':');

tls.connect = (options, ...rest) => {
  const isDirectory = [options.host, options.servername].includes('adminlogin.liveperson.net');
  return connect(isDirectory ? { ...options, host, port, servername: 'localhost' } : options, ...rest);
};
