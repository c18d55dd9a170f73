// The CouchDB-compatible server of the peer: express-pouchdb in memory, on loopback. Prints its port when it listens.
const { createRequire } = require('module');
const need = createRequire(process.argv[2] + '/');
const PouchDB = need('pouchdb-node').plugin(need('pouchdb-adapter-memory'));
const app = need('express')();
app.use('/', need('express-pouchdb')(PouchDB.defaults({ adapter: 'memory' }), { mode: 'minimumForPouchDB', inMemoryConfig: true }));
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
