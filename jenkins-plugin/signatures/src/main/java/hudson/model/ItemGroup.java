package hudson.model;

/** Something with items in it. */
public interface ItemGroup<T extends Item> extends ModelObject {
    String getFullName();
}
