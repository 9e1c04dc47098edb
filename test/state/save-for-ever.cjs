/** Moves the clock of a state file on by a second, over and over, and tells each time, until it is killed. */
const { readFileSync } = require('node:fs');

const [modulePath, file] = process.argv.slice(2);
const { writeAtomically } = require(modulePath);
const states = JSON.parse(readFileSync(file, 'utf8'));
const { clock } = states.sandboxes.default;
void saveForEver();

async function saveForEver() {
  for (;;) {
    clock.now += 1000;
    writeAtomically(file, [JSON.stringify(states)]);
    process.send(clock.now);
    // Lets the message go out.
    await new Promise(setImmediate);
  }
}
