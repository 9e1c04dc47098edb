export interface OptionProblem {
  /** The option's name as the library spells it, `clock.now` for one inside another; empty when it is about all of them. */
  readonly option: string;
  /** What is wrong, without the name: `must be true or false, not 7`. */
  readonly problem: string;
}

/** Everything that is wrong with the options given, in one error. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
  readonly details: readonly OptionProblem[];

  constructor(details: readonly OptionProblem[]) {
    super(details.map(lineOf).join('\n'));
    this.details = details;
  }

  /** A clear line each. */
  get problems(): readonly string[] {
    return this.details.map(lineOf);
  }
}

/** Also one that another bundle of this package has thrown, whose class is a copy. */
export function isOptionsError(error: unknown): error is OptionsError {
  return error instanceof Error && error.name === 'OptionsError' && 'details' in error;
}

function lineOf({ option, problem }: OptionProblem): string {
  return option === '' ? problem : `${option}: ${problem}`;
}
