import type { Answer } from './partner.ts';

/** `expect(answer).toBeRefused(400, 'Null or missing value', 'value.missing')` */
expect.extend({
  toBeRefused(answer: Answer, status: number, message: string, rule?: string) {
    const problems = [
      answer.status === status ? null : `status is ${answer.status}, not ${status}`,
      answer.body.message?.startsWith(message)
        ? null
        : `message is '${answer.body.message}', not '${message}…'`,
      answer.body.value.length === 0 ? null : 'value is not empty',
      rule === undefined || answer.headers.get('x-emulator-rule') === rule
        ? null
        : `rule is ${answer.headers.get('x-emulator-rule')}, not ${rule}`,
    ].filter((problem) => problem !== null);
    return { pass: problems.length === 0, message: () => problems.join('; ') };
  },
});

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Jest's own way to add matchers
  namespace jest {
    interface Matchers<R> {
      /** Refused in the envelope, with a message that starts so, and by this rule if one is named. */
      toBeRefused(status: number, message: string, rule?: string): R;
    }
  }
}
