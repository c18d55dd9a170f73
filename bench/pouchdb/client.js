// The desk of the peer: a PouchDB with the load, and one replication that tries again until all is there.
//   node client.js MODULES FOLDER   reads records.jsonl and the scans, says "ready", takes a URL from standard input, says "done".
const { createRequire } = require('module');
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const [modules, folder] = process.argv.slice(2);
const need = createRequire(modules + '/');
const PouchDB = need('pouchdb-node').plugin(need('pouchdb-adapter-memory'));

async function main() {
  const db = new PouchDB('desk', { adapter: 'memory' });
  const scans = fs.readdirSync(folder).filter((name) => name.endsWith('.jpg')).sort();
  const lines = fs.readFileSync(path.join(folder, 'records.jsonl'), 'utf8').split('\n').filter(Boolean);
  await db.bulkDocs(lines.map((line, at) => {
    const doc = { _id: String(at).padStart(6, '0'), entry: JSON.parse(line) };
    if (at < scans.length) {
      const data = fs.readFileSync(path.join(folder, scans[at]));
      doc._attachments = { [scans[at]]: { content_type: 'image/jpeg', data } };
    }
    return doc;
  }));
  console.log('ready');
  for await (const url of readline.createInterface({ input: process.stdin })) {
    const to = new PouchDB(`${url}/province`);
    const again = (before) => Math.min(before ? before * 2 : 250, 2000);
    // A replication that goes on has no end of its own: it is done when it rests with nothing left.
    await new Promise((done) => {
      db.replicate.to(to, { live: true, retry: true, back_off_function: again })
        .on('paused', (wrong) => { if (!wrong) done(); });
    });
    console.log('done');
    process.exit(0);
  }
}
main();
