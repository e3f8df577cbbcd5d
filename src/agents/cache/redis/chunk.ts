/** Redis in a bundle of its own: the library is large, and most caches are local. */
export { useTranslations } from '../../../base/l10n.ts';
export { runRedis } from './run.ts';
