package hudson.model;

/** What jobs and folders have in common. */
public abstract class AbstractItem extends Actionable implements Item {
    @Override
    public ItemGroup<? extends Item> getParent() {
        throw new UnsupportedOperationException("only a signature");
    }

    @Override
    public final String getFullName() {
        throw new UnsupportedOperationException("only a signature");
    }
}
