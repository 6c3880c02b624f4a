// What run.mjs calls to restart a server: passes the verb on to the spec that holds the server and waits for it.
// node restart-command.mjs URL kill|term|pause|start
const [url, verb] = process.argv.slice(2);
const response = await fetch(`${url}/${verb}`);
if (!response.ok) throw new Error(await response.text());
