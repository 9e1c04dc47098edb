import { randomBytes, randomInt } from 'node:crypto';
import { MINUTE } from '../../primitives/instant.ts';
import { refuseToken } from '../aad-errors.ts';
import type { KnownUser } from '../directory.ts';
import type { TokenTarget } from '../token-target.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { ShortLived } from './short-lived.ts';

/** Who has said yes. */
export interface SignedIn {
  readonly user: KnownUser;
  readonly roles: readonly string[];
}

/** What a code stands for. */
export interface GrantedCode extends SignedIn {
  readonly request: AuthorizationRequest;
  readonly redeemed: boolean;
  readonly expiresAt: number;
}

/** An app on a device without a browser, and what has come of its wish. */
export interface DeviceRequest {
  readonly clientId: string;
  readonly appName: string;
  readonly target: TokenTarget;
  readonly userCode: string;
  readonly outcome: 'pending' | 'declined' | 'redeemed' | SignedIn;
  readonly expiresAt: number;
}

const CODE_LIFETIME = 10 * MINUTE;
export const DEVICE_CODE_LIFETIME = 15 * MINUTE;
const MOST_CODES = 10_000;
const MOST_DEVICES = 10_000;

/** The sign-ins that are under way in a sandbox. */
export class SignIns {
  readonly #codes = new ShortLived<GrantedCode>(MOST_CODES);
  readonly #devices = new ShortLived<DeviceRequest>(MOST_DEVICES);

  /** @throws AadError when there are too many codes. */
  grant(request: AuthorizationRequest, who: SignedIn, now: number): string {
    const code = newSecret();
    const granted = { ...who, request, redeemed: false, expiresAt: now + CODE_LIFETIME };
    if (!this.#codes.put(code, granted, now))
      throw refuseToken('bound.reached', {
        detail: `a sandbox holds at most ${MOST_CODES} authorization codes`,
      });
    return code;
  }

  /**
   * What a code stands for.
   * @throws AadError for one that is not known, has expired or was redeemed.
   */
  granted(code: string, now: number): GrantedCode {
    const granted = this.#codes.get(code);
    if (granted === null) throw refuseToken('code.unknown');
    if (granted.redeemed) throw refuseToken('code.redeemed');
    if (granted.expiresAt <= now) throw refuseToken('code.expired');
    return granted;
  }

  /** A code is good once. From then on it makes room for others, as does that of a device: a frozen clock would let none expire. */
  redeem(code: string, now: number): void {
    this.#codes.put(code, { ...this.granted(code, now), redeemed: true, expiresAt: now }, now);
  }

  /** @throws AadError when there are too many devices. */
  begin(asked: Pick<DeviceRequest, 'clientId' | 'appName' | 'target'>, now: number): NewDevice {
    const deviceCode = newSecret();
    const userCode = newUserCode();
    const expiresAt = now + DEVICE_CODE_LIFETIME;
    const request: DeviceRequest = { ...asked, userCode, outcome: 'pending', expiresAt };
    if (!this.#devices.put(deviceCode, request, now))
      throw refuseToken('bound.reached', { detail: `a sandbox holds at most ${MOST_DEVICES} device codes` });
    return { deviceCode, userCode };
  }

  /** The request whose code a user has typed; null when nobody waits for it any more. */
  waiting(userCode: string, now: number): DeviceRequest | null {
    return this.#waiting(userCode, now)?.[1] ?? null;
  }

  /** False when nobody waits for that code. */
  decide(userCode: string, outcome: SignedIn | 'declined', now: number): boolean {
    const found = this.#waiting(userCode, now);
    if (found === null) return false;
    const [deviceCode, request] = found;
    return this.#devices.put(deviceCode, { ...request, outcome }, now);
  }

  /**
   * Who has signed in for a device.
   * @throws AadError while nobody has, and when nobody will.
   */
  poll(deviceCode: string, clientId: string, now: number): DeviceRequest & { readonly outcome: SignedIn } {
    const request = this.#devices.get(deviceCode);
    if (request?.clientId.toLowerCase() !== clientId.toLowerCase()) throw refuseToken('device.unknown');
    const { outcome, expiresAt } = request;
    if (outcome === 'redeemed') throw refuseToken('code.redeemed');
    if (outcome === 'declined') throw refuseToken('device.declined');
    if (expiresAt <= now) throw refuseToken('device.expired');
    if (outcome === 'pending') throw refuseToken('device.pending');
    this.#devices.put(deviceCode, { ...request, outcome: 'redeemed', expiresAt: now }, now);
    return { ...request, outcome };
  }

  #waiting(userCode: string, now: number): readonly [string, DeviceRequest] | null {
    const typed = userCode.replaceAll(/[\s-]/g, '').toUpperCase();
    return this.#devices.find(
      (one) => one.userCode === typed && one.outcome === 'pending' && one.expiresAt > now,
    );
  }
}

export interface NewDevice {
  readonly deviceCode: string;
  readonly userCode: string;
}

function newSecret(): string {
  return randomBytes(48).toString('base64url');
}

/** Nine letters and digits that are hard to take for one another, as the service's. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
function newUserCode(): string {
  return Array.from({ length: 9 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
