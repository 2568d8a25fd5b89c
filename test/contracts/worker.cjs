// A worker of node:cluster that answers every request.
require('node:http')
  .createServer((_req, res) => res.end('of a worker'))
  .listen(0, '127.0.0.1');
