export const DEFAULT_LOCALE = 'en';

/** As RFC 5646 (4.4.1) asks for; tags in use are shorter. */
export const MAX_LOCALE_LENGTH = 35;

/** More would cost time, and no browser has more. */
const MAX_RANGES = 20;

/** The language tag (BCP 47) in its canonical form, such as `de-CH` for `DE-ch`; undefined if it is none. */
export function canonicalLocale(tag: string): string | undefined {
  if (tag.length > MAX_LOCALE_LENGTH) return undefined;
  try {
    // Can be longer than what was given: `sh` is `sr-Latn`.
    return Intl.getCanonicalLocales(tag).find(({ length }) => length <= MAX_LOCALE_LENGTH);
  } catch {
    return undefined;
  }
}

/** The language tag that `Accept-Language` (RFC 9110, 12.5.4) prefers. */
export function preferredLocale(acceptLanguage: string): string | undefined {
  const ranges = acceptLanguage.split(',', MAX_RANGES).map((item) => {
    const [range = '', ...parameters] = item.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
    return { locale: canonicalLocale(range), weight: weight === undefined ? 1 : Number(weight) };
  });
  const accepted = ranges.filter(({ locale, weight }) => locale !== undefined && weight > 0);
  return accepted.sort((a, b) => b.weight - a.weight)[0]?.locale;
}

/** The tag and what it falls back to (RFC 4647, 3.4): `de-CH-1996`, `de-CH`, `de`. */
export function fallbacksOf(locale: string): string[] {
  const parts = locale.split('-');
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('-'));
}
