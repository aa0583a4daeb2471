'use strict';

// Redirects the domain directory of LivePerson to the simulator, so that samples run unchanged.

const tls = require('node:tls');

const { connect } = tls;
const [host, port] = process.env.LP_CSDS.split(':');

tls.connect = (options, ...rest) => {
  const isDirectory = [options.host, options.servername].includes('adminlogin.liveperson.net');
  return connect(isDirectory ? { ...options, host, port, servername: 'localhost' } : options, ...rest);
};
