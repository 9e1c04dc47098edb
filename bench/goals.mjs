/** How figures stand to their goals: a word for each, and exit code 1 of the bench when one is missed. */

export function atMost(figure, goal, unit = '') {
  return told(figure <= goal, `goal at most ${goal}${unit}`);
}

export function atLeast(figure, goal, unit = '') {
  return told(figure >= goal, `goal at least ${goal}${unit}`);
}

function told(isMet, goal) {
  if (!isMet) process.exitCode = 1;
  return `${goal}: ${isMet ? 'ok' : 'missed'}`;
}
