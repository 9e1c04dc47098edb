import type { Rule } from '../errors/api-errors.ts';
import type { Dataset } from '../data/dataset.ts';

/** What differs between the programs that the service serves: all that is one program's own is in a value of this type. */
export interface Surface {
  readonly name: string;
  /** Starts with a slash and ends without one. */
  readonly basePath: string;
  readonly datasets: DatasetCatalogue;
  readonly systemQueries: SystemQueries;
  readonly limits: SurfaceLimits;
  /** Where this surface words a refusal differently from the table of errors. */
  readonly messages: Readonly<Partial<Record<Rule, string>>>;
}

export interface SurfaceLimits {
  readonly activeReports: number;
  readonly executeNowReports: number;
  readonly executeNowMinutes: number;
  readonly queries: number;
}

export interface DatasetCatalogue {
  /** By name or alias, in any case. */
  find(name: string): Dataset | null;
  all(): readonly Dataset[];
  names(): readonly string[];
}

export interface SystemQuery {
  readonly queryId: string;
  readonly name: string;
  readonly description: string | null;
  readonly query: string;
}

export interface SystemQueries {
  find(queryId: string): SystemQuery | null;
  all(): readonly SystemQuery[];
}
