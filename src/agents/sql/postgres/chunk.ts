/** PostgreSQL in a bundle of its own, which is read where one is asked. */
export { useTranslations } from '../../../base/l10n.ts';
export { runPostgres } from './run.ts';
