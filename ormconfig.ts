// The data source of TypeORM's command line (npm run typeorm -- migration:show): the same factory as the app's, as the
// schema's owner. DATABASE_URL or MIGRATION_DATABASE_URL must name a database.
import 'reflect-metadata';
import { loadConfig } from './src/config/app-config.js';
import { createDataSource } from './src/database/connection/data-source.js';
import { ENTITIES } from './src/entities.js';

export default createDataSource(loadConfig().config, 'owner', ENTITIES);
