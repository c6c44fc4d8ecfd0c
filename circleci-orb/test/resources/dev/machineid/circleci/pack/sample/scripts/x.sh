cat <<EOF
hello

EOF
