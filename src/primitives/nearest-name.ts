/** The name a person most likely meant: within a third of its letters (at least one) of edits, ignoring case. */
export function nearestName(typed: string, names: Iterable<string>): string | null {
  const wanted = typed.slice(0, 200).toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** `did you mean NewCustomers?`; null when no name comes near. */
export function didYouMean(typed: string, names: Iterable<string>): string | null {
  const meant = nearestName(typed, names);
  return meant === null ? null : `did you mean ${meant}?`;
}

/** What follows a complaint: ` - did you mean '--port'?`, or nothing when no name comes near. */
export function meantHint(typed: string, names: Iterable<string>): string {
  const meant = nearestName(typed, names);
  return meant === null ? '' : ` - did you mean '${meant}'?`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? a.length;
}
