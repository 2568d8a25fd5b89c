import { getMetadataArgsStorage } from 'typeorm';

export interface TableColumn<Property extends string = string> {
  property: Property;
  name: string;
  type: string;
  isNullable: boolean;
  isHidden: boolean;
}

/** The columns of an entity's table in the order of its properties, for SQL that TypeORM does not write. */
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
