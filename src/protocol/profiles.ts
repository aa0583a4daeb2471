import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import type { ProfileRequest } from './bodies.js';
import { typedAs, toArray, assumed } from './schemas.js';
import { defineRequest } from './define.js';
import type { ObjectsIn } from './nulls.js';

interface SdeOrigin {
  /** Authentication level of the consumer's login. Present, with `iss`, on facts from the login. */
  readonly acr?: string | undefined;
  /** Issuer of the fact. */
  readonly iss?: string | undefined;
  /** Present, and mostly empty, on authenticated facts. */
  readonly auth?: { readonly amr?: string[]; readonly iss?: string };
}

interface Day {
  readonly day?: number;
  readonly month?: number;
  readonly year?: number;
}

/** The consumer as a customer of the brand. */
export interface CustomerInfoSDE extends SdeOrigin {
  readonly type: 'ctmrinfo';
  readonly info: {
    readonly cstatus?: string;
    readonly ctype?: string;
    readonly customerId?: string | undefined;
    readonly balance?: number;
    readonly socialId?: string;
    /** Also holds the mobile number of the profile. */
    readonly imei?: string | undefined;
    readonly userName?: string;
    readonly companySize?: number;
    readonly accountName?: string;
    readonly role?: string;
    readonly lastPaymentDate?: Day;
    readonly registrationDate?: Day;
  };
}

/** The consumer as a person. */
export interface PersonalSDE extends SdeOrigin {
  readonly type: 'personal';
  readonly personal: {
    readonly firstname?: string;
    readonly lastname?: string;
    readonly age?: Day & { readonly age?: number };
    readonly contacts?: { readonly email?: string | undefined; readonly phone?: string | undefined }[];
    readonly gender?: 'MALE' | 'FEMALE' | 'OTHER' | (string & {});
    readonly language?: string;
    readonly company?: string;
  };
}

/** A fact about a consumer ("engagement attribute"), tagged by `type`. UMS may deliver types that are not listed here. */
export type SDE = CustomerInfoSDE | PersonalSDE;

/** The known facts about a consumer. */
export type UserProfile = SDE[];

interface SdeHolder {
  readonly lp_sdes?: SDE | SDE[] | null;
}

interface WireProfile {
  readonly userId?: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly privateData?: {
    readonly mobileNum?: string | null;
    readonly email?: string | null;
    readonly mail?: string | null;
    readonly userId?: string | null;
  } | null;
  readonly authenticatedData?: SdeHolder | null;
  readonly claims?: (SdeHolder & { readonly iss?: string }) | null;
  readonly acr?: string;
}

const facts: ObjectsIn = {
  lp_sdes: { auth: {}, info: { lastPaymentDate: {}, registrationDate: {} }, personal: { age: {}, contacts: {} } },
};

const object = lazy(() => z.object({}).nullish());

export const profiles = {
  /**
   * Fetches the profile of a consumer by the id of the participant with the role `CONSUMER`. Without an id it fetches this
   * agent's own profile.
   *
   * @returns A list of facts ("SDEs"), empty for an empty profile.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request, e.g. for an unknown consumer.
   * @throws {TimeoutError} No response in time. The request can safely be repeated.
   * @see Messaging Agent SDK, "Get User Profile" (`.ams.userprofile.GetUserProfile`)
   */
  getUserProfile: defineRequest({
    type: '.ams.userprofile.GetUserProfile',
    responseType: '.ams.userprofile.GetUserProfile$Response',
    request: () =>
      typedAs<string | ProfileRequest | undefined>()(
        z.union([z.string(), z.strictObject({ userId: z.string().optional() })]).optional(),
      ),
    response: () =>
      assumed<WireProfile | null | undefined>(
        z.object({ privateData: object(), authenticatedData: object(), claims: object() }).nullish(),
      ),
    objects: { privateData: {}, authenticatedData: facts, claims: facts },
    encode: (body) => body ?? {},
    decode: toUserProfile,
    example: {
      request: 'u-9',
      wire: 'u-9',
      response: {
        userId: 'u-9',
        firstName: 'Ada',
        lastName: 'L',
        privateData: { mobileNum: '555', userId: 'cust-1', email: 'ada@example.com' },
        authenticatedData: { lp_sdes: [{ type: 'ctmrinfo', info: { ctype: 'vip' } }] },
        claims: { iss: 'https://idp.example', lp_sdes: [{ type: 'personal', personal: { firstname: 'Ada' } }] },
        acr: 'loa1',
      },
      result: [
        { type: 'personal', personal: { firstname: 'Ada' }, acr: 'loa1', iss: 'https://idp.example' },
        { type: 'ctmrinfo', info: { ctype: 'vip' }, auth: {} },
        { type: 'ctmrinfo', info: { imei: '555', customerId: 'cust-1' } },
        {
          type: 'personal',
          personal: { firstname: 'Ada', lastname: 'L', contacts: [{ email: 'ada@example.com', phone: '555' }] },
        },
      ],
    },
  }),
};

/** UMS sends no notifications about profiles. */
export const profileNotifications = {};

/** The order of the facts, claims before authenticated data before the profile itself, is that of docs/protocol.md#4.7. */
function toUserProfile(profile: WireProfile | null | undefined): UserProfile {
  if (profile === undefined || profile === null) return [];

  const { firstName, lastName, privateData, authenticatedData, claims, acr } = profile;
  const { mobileNum, userId } = privateData ?? {};
  const email = privateData?.email || privateData?.mail;

  const result: SDE[] = [
    ...factsOf(claims).map((fact) => ({ ...fact, acr, iss: claims?.iss })),
    ...factsOf(authenticatedData).map((fact) => ({ ...fact, auth: {} })),
  ];
  if (mobileNum || userId) {
    result.push({
      type: 'ctmrinfo',
      info: { ...(mobileNum ? { imei: mobileNum } : {}), ...(userId ? { customerId: userId } : {}) },
    });
  }
  const personal = {
    ...(firstName ? { firstname: firstName } : {}),
    ...(lastName ? { lastname: lastName } : {}),
    ...(email || mobileNum ? { contacts: [{ email: email || undefined, phone: mobileNum || undefined }] } : {}),
  };
  if (Object.keys(personal).length > 0) result.push({ type: 'personal', personal });
  return result;
}

function factsOf(holder: SdeHolder | null | undefined): readonly SDE[] {
  return toArray(holder?.lp_sdes).filter((fact) => typeof fact === 'object' && fact !== null);
}
