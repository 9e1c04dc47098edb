import dns from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Where callbacks may go. */
export interface CallbackHostRules {
  /** The hosts named by option `callbackHosts`, in lower case; none: anywhere or loopback only, as `anywhereByDefault` says. */
  readonly named: readonly string[];
  /** While no host is named: true for an emulator that only this machine can reach. */
  readonly anywhereByDefault: boolean;
  /** The hosts by which the emulator itself is reached, in lower case; asked for at each delivery. */
  ownHosts(): readonly string[];
}

/**
 * Guards against a callback being used to reach what its sender could not: the decision falls on the address that is really
 * connected to, after the name has been resolved. Link-local addresses (cloud metadata lives there) are never called.
 */
export class CallbackHosts {
  readonly #rules: CallbackHostRules;
  readonly #resolve: Resolve;

  constructor(rules: CallbackHostRules, resolve: Resolve = dns.lookup) {
    this.#rules = rules;
    this.#resolve = resolve;
  }

  /** Why the URL must not be called, as far as its text tells; null when it may be tried with `lookupFor`. */
  refusalOf(url: URL): string | null {
    const host = hostOf(url);
    // A connection to a literal address is made without any lookup.
    return isIP(host) === 0 ? null : this.#refusalOfAddress(host, false);
  }

  /** Resolves names for one request and leaves out the addresses that must not be called. */
  lookupFor(url: URL): LookupFunction {
    const trusted = this.#isTrusted(hostOf(url));
    return (name, options, answer) => {
      this.#resolve(name, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return answer(trusted ? error : new HostRefused(notNamed(name)), []);
        const allowed = addresses.filter(({ address }) => this.#refusalOfAddress(address, trusted) === null);
        const [first] = allowed;
        if (first === undefined) {
          const why = this.#refusalOfAddress(addresses[0]?.address ?? '', trusted);
          return answer(new HostRefused(why ?? `${name} has no address`), []);
        }
        if (options.all === true) answer(null, allowed);
        else answer(null, first.address, first.family);
      });
    };
  }

  #isTrusted(host: string): boolean {
    const { named, anywhereByDefault } = this.#rules;
    if (named.length === 0 && anywhereByDefault) return true;
    return (
      named.map(withoutBrackets).includes(host) || this.#rules.ownHosts().map(withoutBrackets).includes(host)
    );
  }

  #refusalOfAddress(address: string, trusted: boolean): string | null {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (LINK_LOCAL.check(address, family)) return `link-local addresses are never called (${address})`;
    if (trusted || LOOPBACK.check(address, family) || this.#isTrusted(address)) return null;
    return notNamed(address);
  }
}

/** The error of a request whose host may not be called. */
export class HostRefused extends Error {
  override readonly name = 'HostRefused';
  readonly code = 'EHOSTREFUSED';
}

function notNamed(host: string): string {
  return `${host} is not among the hosts that callbacks may go to (option callbackHosts)`;
}

/** `dns.lookup` in the form that answers with all addresses. */
export type Resolve = (
  name: string,
  options: dns.LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
) => void;

/** A block list also finds an IPv4 address that is mapped into IPv6; the last rows are its forms behind translators. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6');
LINK_LOCAL.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
LINK_LOCAL.addSubnet('::a9fe:0', 112, 'ipv6');
LINK_LOCAL.addSubnet('2002:a9fe::', 32, 'ipv6');

/** The unspecified address, too, connects to this machine. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
LOOPBACK.addAddress('0.0.0.0', 'ipv4');
LOOPBACK.addAddress('::', 'ipv6');

function hostOf(url: URL): string {
  return withoutBrackets(url.hostname);
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}
