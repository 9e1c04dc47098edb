/** The least of some numbers, and how far above it one past the greatest lies; NaN aside, and 0 and 0 where there is nothing else. */
export function extent(numbers: Float64Array): { readonly min: number; readonly past: number } {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] ?? 0;
    if (number < min) min = number;
    if (number > max) max = number;
  }
  return min > max ? { min: 0, past: 0 } : { min, past: max - min + 1 };
}
