/** Refusals of the control plane, which has its own form: `{"error":{"code","message","details"}}`. */
export const CONTROL_ERRORS = {
  NotFound: 404,
  MethodNotAllowed: 405,
  InvalidRequest: 400,
  UnsupportedMediaType: 415,
  PayloadTooLarge: 413,
  Conflict: 409,
  LimitReached: 429,
  AdminKeyRequired: 401,
  Forbidden: 403,
  InternalError: 500,
} as const;

export type ControlErrorCode = keyof typeof CONTROL_ERRORS;

export interface ControlErrorDetail {
  /** Where: a JSON path, a header, a query parameter. */
  readonly at: string;
  readonly problem: string;
  /** For a query: where in its text, counted from 1, and how much of it. */
  readonly line?: number;
  readonly column?: number;
  readonly length?: number;
}

export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: ControlErrorCode;
  readonly details: readonly ControlErrorDetail[];

  constructor(code: ControlErrorCode, message: string, details: readonly ControlErrorDetail[] = []) {
    super(message);
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return CONTROL_ERRORS[this.code];
  }
}
