import { getMetadataArgsStorage } from 'typeorm';

/** A column of a table, as the entity describes it. */
export interface TableColumn<Property extends string = string> {
  property: Property;
  /** In SQL. */
  name: string;
  /** In SQL, without a length: `varchar`, `text[]`. */
  type: string;
  isNullable: boolean;
  /** For the database alone (`select: false`). */
  isHidden: boolean;
}

/** The columns of an entity's table, in the order of its properties: for SQL that TypeORM does not make. */
export function columnsOf<Row extends object>(entity: new () => Row): TableColumn<keyof Row & string>[] {
  return getMetadataArgsStorage()
    .filterColumns(entity)
    .map(({ propertyName, options }) => ({
      property: propertyName as keyof Row & string,
      name: options.name ?? propertyName,
      type: `${String(options.type)}${options.array ? '[]' : ''}`,
      isNullable: options.nullable === true,
      isHidden: options.select === false,
    }));
}
