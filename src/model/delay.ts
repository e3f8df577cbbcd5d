/** What a delay may wait for. */

/** 100 years of 365 days: beyond any use, and many in a row are still dates. */
export const longestDelaySeconds = 100 * 365 * 86_400;
